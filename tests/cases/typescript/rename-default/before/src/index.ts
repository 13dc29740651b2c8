export { default } from './Button';
export { default as Button } from './Button';
