import { NewLog } from './new';

@NewLog('app')
export class App {
  @NewLog('size') size = 1;

  @NewLog('run')
  run(@NewLog('count') count: number): number {
    return count;
  }
}
