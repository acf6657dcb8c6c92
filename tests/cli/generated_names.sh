# No name in the runtime's headers is one that cogen makes for somebody's coroutine: one called gen has a co__gen_next, so the runtime
# has none. Those that begin with co__co_, and a keyword of C, are nobody's.
set -u
suffixes='body|drop|first|frame|handles|in|next|object|resume|room|sites|start|type'
grep -oE "\"?co__%s_[a-z]+" "$ROOT"/cogen/*.c | sed 's/.*co__%s_//' | grep -vxE "$suffixes|shared" && { echo "cogen makes names that this test does not know"; exit 1; }
taken=$(cat "$ROOT"/runtime/include/*.h "$ROOT"/runtime/include/*/*.h | grep -v '^struct\|^ \* ' | grep -oE '\bco__[a-z0-9_]+' | sort -u |
	grep -E "^co__.+_($suffixes)\$" | grep -vE '^co__(co_|f_|for_|item_type$)')
[ -z "$taken" ] || { echo "a coroutine could have the name $taken"; exit 1; }
