const other = 1;
export { other as o2 };
