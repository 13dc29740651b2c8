const other = 1;
class Thing {}
export { other as o2, Thing };
