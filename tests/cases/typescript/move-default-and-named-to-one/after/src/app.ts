import open, { close } from './io/new';

open();
close();
