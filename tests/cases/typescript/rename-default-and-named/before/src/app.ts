import D, { Plain } from './index';
import E, { Button } from './Button';

export const all = [D, E, Plain, Button];
