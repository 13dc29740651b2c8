import open, { close } from './old';

open(1);
close();
