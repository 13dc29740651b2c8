const size = 1;

export default size;
