export { default } from './Button';
export { Knob as Plain } from './Button';
