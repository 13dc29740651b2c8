export const other = './limit.js';
