export { default } from './Button';
export { Button as Plain } from './Button';
