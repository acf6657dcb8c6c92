/* flags: -Wlarge-fram -Wno-never-heard-of -Wshadow -Wlogical-op -Wno-large-frame */ /* warning: unknown-option */ /* warning: unknown-option */
#include <cogen.h>

int main(void) { return 0; }
