import { Button } from '.';
import D from './index';

export const all = [<Button />, <D />];
