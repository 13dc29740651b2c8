import { close } from './old';
import open from './new';

open(1);
close();
