import { zebra, MongoReadStage } from './stages';

export const all = [zebra, MongoReadStage];
