import { Knob } from '.';

export const x = <Knob />;
