export function find(rows: number[][]): number {
  OldStore: for (const row of rows) {
    for (const cell of row) {
      if (cell === 0) continue OldStore;
      if (cell > 9) break OldStore;
    }
  }
  return rows.length;
}
