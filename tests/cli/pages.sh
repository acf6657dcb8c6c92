# Every page of docs/runtime has the same parts in the same order, its example is a program that the tests compile and run, and README.md there
# leads to it.
set -u
cd "$ROOT/docs/runtime" || exit 1
wanted="Functions Cancellation Ordering Errors Example"
count=0
for page in *.md; do
	[ "$page" = README.md ] && continue
	count=$((count + 1))
	sed -n 1p "$page" | grep -q '^# [A-Z]' || { echo "$page: does not begin with its name"; exit 1; }
	sed -n 3p "$page" | grep -q '^[A-Z`]' || { echo "$page: does not say what it is, in line 3"; exit 1; }
	parts=$(sed -n 's/^## //p' "$page" | tr '\n' ' ')
	[ "$parts" = "$wanted " ] || { echo "$page: has the parts $parts, and not $wanted"; exit 1; }
	name=${page%.md}
	grep -q "^<!-- c: .*/runtime/examples/$name\.co\.c -->" "$page" || { echo "$page: does not show examples/$name.co.c"; exit 1; }
	grep -q "^<!-- text: cat .*/runtime/examples/$name\.expected -->" "$page" || { echo "$page: does not show what that prints"; exit 1; }
	if [ ! -f "examples/$name.co.c" ] || [ ! -f "examples/$name.expected" ]; then echo "$page: no such example"; exit 1; fi
	grep -q "]($page)" README.md || { echo "README.md does not lead to $page"; exit 1; }
done
[ "$count" -ge 20 ] || { echo "only $count pages"; exit 1; }
