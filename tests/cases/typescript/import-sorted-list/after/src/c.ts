import { zebra, apple, MongoGroupId } from './stages';

export const all = [zebra, apple, MongoGroupId];
