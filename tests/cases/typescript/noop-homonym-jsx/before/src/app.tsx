import { OldStore } from './other';
import * as other from './other';

export const one = <OldStore title="one" />;
export const two = <other.OldStore title="two"></other.OldStore>;
