import open, { close } from './old';

open();
close();
