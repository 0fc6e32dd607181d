/** How many characters were left out, put in, taken for another or for their neighbour (optimal string alignment). */
export function editDistance(one: string, other: string): number {
  const [from, to] = [[...one], [...other]];
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row += 1) {
    const present = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const isSame = from[row - 1] === to[column - 1];
      const isTurned = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      present.push(
        Math.min(
          (last[column] ?? 0) + 1,
          (present[column - 1] ?? 0) + 1,
          (last[column - 1] ?? 0) + (isSame ? 0 : 1),
          isTurned ? (beforeLast[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    [beforeLast, last] = [last, present];
  }
  return last[to.length] ?? 0;
}

/** How far somebody's word may be from what he means. A number that is another means another thing. */
export function toleratedDistance(word: string): number {
  const { length } = [...word];
  if (/\p{N}/u.test(word)) return 0;
  if (length < 4) return 0;
  return length < 8 ? 1 : 2;
}
