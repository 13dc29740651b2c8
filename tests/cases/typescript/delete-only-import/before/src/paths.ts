export default { root: '/' };
