import isHosted from './hosted';

isHosted();
