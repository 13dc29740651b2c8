import { zebra, apple, MongoReadStage } from './stages';

export const all = [zebra, apple, MongoReadStage];
