/* read_all FILE FLAGS...: what a tool on libclang cannot go below: it reads the file, visits every cursor with its place, type and what it
 * refers to, and asks for the tokens. Prints the processor time of the process. */
#include <bench.h>
#include <clang-c/Index.h>

static unsigned long seen;

static enum CXChildVisitResult visit(CXCursor cursor, CXCursor parent, CXClientData data) {
	(void)parent;
	(void)data;
	if (!clang_Location_isFromMainFile(clang_getCursorLocation(cursor))) return CXChildVisit_Continue;
	unsigned start, end;
	CXSourceRange range = clang_getCursorExtent(cursor);
	clang_getExpansionLocation(clang_getRangeStart(range), NULL, NULL, NULL, &start);
	clang_getExpansionLocation(clang_getRangeEnd(range), NULL, NULL, NULL, &end);
	seen += clang_getCursorType(cursor).kind != CXType_Invalid;
	seen += (unsigned long)(end - start) + (unsigned long)clang_getCursorReferenced(cursor).kind;
	return CXChildVisit_Recurse;
}

int main(int argc, char **argv) {
	CXIndex index = clang_createIndex(0, 0);
	CXTranslationUnit unit;
	enum CXErrorCode code = clang_parseTranslationUnit2(index, argv[1], (const char *const *)argv + 2, argc - 2, NULL, 0,
	                                                    CXTranslationUnit_DetailedPreprocessingRecord, &unit);
	if (code != CXError_Success || clang_getNumDiagnostics(unit)) return 1;
	CXCursor root = clang_getTranslationUnitCursor(unit);
	clang_visitChildren(root, visit, NULL);
	CXToken *tokens;
	unsigned count;
	clang_tokenize(unit, clang_getCursorExtent(root), &tokens, &count);
	clang_disposeTokens(unit, tokens, count);
	clang_disposeTranslationUnit(unit);
	clang_disposeIndex(index);
	printf("ms=%.3f\n", bench_time() / 1e6);
	return seen == 0;
}
