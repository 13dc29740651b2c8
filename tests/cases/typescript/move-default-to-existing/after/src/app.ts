import { isHosted } from './env';

isHosted();
