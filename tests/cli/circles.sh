# Macros that refer to each other in circles are looked through once for each #if, however many ways there are through them.
{
	echo '#include <cogen.h>'
	for i in $(seq 0 59); do
		echo "#define M$i (M$(((i * 7 + 1) % 60)) + M$(((i * 11 + 2) % 60)) + M$(((i + 1) % 60)))"
	done
	echo 'async(int) f(int n) {'
	echo '#ifdef M0'
	echo '	n++;'
	echo '#endif'
	echo '	await co_sleep(0);'
	echo '	return n;'
	echo '}'
	echo 'int main(void) { return co_run(int, f(0)); }'
} >circles.co.c
timeout 20 "$COGEN" circles.co.c -o circles.c
grep -q 'state machine' circles.c
