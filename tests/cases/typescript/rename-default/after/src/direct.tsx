import Knob from './Button';

export const all = [<Knob />, require('./Button').default];
