function oldSum(list: number[]): number {
  return list.length === 0 ? 0 : list[0] + oldSum(list.slice(1));
}

export { oldSum };
export default oldSum;
