import { OldStore } from 'some-store';
import { OldStore as Other } from '@scope/some/store';

export const stores = [new OldStore(), new Other()];
