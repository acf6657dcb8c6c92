/* parse_once [--visit] FILE FLAGS...: what cogen cannot go below. Creates an index and reads the file once, as cogen does; with --visit, also
 * asks for every cursor of the file, its kind, type and place, and for the file's tokens: the least that any tool on libclang does. */
#include <clang-c/Index.h>
#include <stdio.h>
#include <string.h>

static unsigned long found; /* so that nothing is left out */

static enum CXChildVisitResult visit(CXCursor cursor, CXCursor parent, CXClientData file) {
	CXFile in;
	unsigned start, end;
	(void)parent;
	CXSourceRange range = clang_getCursorExtent(cursor);
	clang_getFileLocation(clang_getRangeStart(range), &in, NULL, NULL, &start);
	if (in != (CXFile)file) return CXChildVisit_Continue;
	clang_getFileLocation(clang_getRangeEnd(range), &in, NULL, NULL, &end);
	found += end - start + (unsigned long)clang_getCursorKind(cursor) + (unsigned long)clang_getCursorType(cursor).kind;
	return CXChildVisit_Recurse;
}

int main(int argc, char **argv) {
	int all = argc > 1 && strcmp(argv[1], "--visit") == 0;
	argv += all;
	argc -= all;
	CXIndex index = clang_createIndex(0, 0);
	CXTranslationUnit unit;
	enum CXErrorCode code = clang_parseTranslationUnit2(index, argv[1], (const char *const *)argv + 2, argc - 2, NULL, 0,
	                                                    CXTranslationUnit_DetailedPreprocessingRecord, &unit);
	if (code != CXError_Success || clang_getNumDiagnostics(unit)) return 1;
	if (all) {
		CXFile file = clang_getFile(unit, argv[1]);
		size_t size;
		CXToken *tokens;
		unsigned count;
		clang_visitChildren(clang_getTranslationUnitCursor(unit), visit, file);
		clang_getFileContents(unit, file, &size);
		clang_tokenize(unit, clang_getRange(clang_getLocationForOffset(unit, file, 0), clang_getLocationForOffset(unit, file, (unsigned)size)),
		               &tokens, &count);
		clang_disposeTokens(unit, tokens, count);
		if (!found || !count) return 1;
	}
	clang_disposeTranslationUnit(unit);
	clang_disposeIndex(index);
	return 0;
}
