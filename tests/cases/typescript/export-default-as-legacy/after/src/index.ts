export { default as Knob } from './Knob';
