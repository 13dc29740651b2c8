import first from './a';
import other from './b';

first();
other();
