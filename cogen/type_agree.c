/* When two C types are compatible, as far as diagnostics ask: libclang does not say.
 *
 * In: two types of one translation unit. Out: whether they are; in doubt they are, as what is asked is whether to
 * warn. */
#include "type.h"

static bool is_void_pointer(CXType type) {
	return type.kind == CXType_Pointer && clang_getCanonicalType(clang_getPointeeType(type)).kind == CXType_Void;
}

CXType bare_type(CXType type) {
	type = clang_getCanonicalType(type);
	if (type.kind == CXType_Atomic) type = clang_getCanonicalType(clang_Type_getValueType(type));
	type = clang_getUnqualifiedType(type);
	return type;
}

bool types_agree(CXType left, CXType right) {
	left = bare_type(left);
	right = bare_type(right);
	if (clang_equalTypes(left, right)) return true;
	if (left.kind == CXType_Enum && right.kind != CXType_Enum)
		return clang_equalTypes(bare_type(clang_getEnumDeclIntegerType(clang_getTypeDeclaration(left))), right);
	if (right.kind == CXType_Enum && left.kind != CXType_Enum) return types_agree(right, left);
	if (left.kind == CXType_Pointer && right.kind == CXType_Pointer) {
		if (is_void_pointer(left) || is_void_pointer(right)) return true;
		return types_agree(clang_getPointeeType(left), clang_getPointeeType(right));
	}
	CXType left_element = clang_getArrayElementType(left), right_element = clang_getArrayElementType(right);
	if (left_element.kind != CXType_Invalid && right_element.kind != CXType_Invalid)
		return types_agree(left_element, right_element);
	if (left.kind == CXType_FunctionNoProto || right.kind == CXType_FunctionNoProto)
		return types_agree(clang_getResultType(left), clang_getResultType(right));
	if (left.kind == CXType_FunctionProto && right.kind == CXType_FunctionProto) {
		int count = clang_getNumArgTypes(left);
		if (count != clang_getNumArgTypes(right) || !types_agree(clang_getResultType(left), clang_getResultType(right)))
			return false;
		for (int i = 0; i < count; i++)
			if (!types_agree(clang_getArgType(left, (unsigned)i), clang_getArgType(right, (unsigned)i))) return false;
		return true;
	}
	return false;
}
