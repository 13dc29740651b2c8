import { zebra, MongoGroupId } from './stages';

export const all = [zebra, MongoGroupId];
