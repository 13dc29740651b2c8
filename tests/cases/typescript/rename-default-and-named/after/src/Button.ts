export class Knob {}

export default Knob;
