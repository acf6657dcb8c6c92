/* parse_once FILE FLAGS...: what cogen cannot go below. Creates an index and reads the file once, as cogen does. */
#include <clang-c/Index.h>
#include <stdio.h>

int main(int argc, char **argv) {
	CXIndex index = clang_createIndex(0, 0);
	CXTranslationUnit unit;
	enum CXErrorCode code = clang_parseTranslationUnit2(index, argv[1], (const char *const *)argv + 2, argc - 2, NULL, 0,
	                                                    CXTranslationUnit_DetailedPreprocessingRecord, &unit);
	if (code != CXError_Success || clang_getNumDiagnostics(unit)) return 1;
	clang_disposeTranslationUnit(unit);
	clang_disposeIndex(index);
	return 0;
}
