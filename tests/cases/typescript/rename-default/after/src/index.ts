export { default } from './Button';
export { default as Knob } from './Button';
