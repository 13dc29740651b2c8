function newSum(list: number[]): number {
  return list.length === 0 ? 0 : list[0] + newSum(list.slice(1));
}

export { newSum };
export default newSum;
