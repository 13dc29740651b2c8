import { OldLog } from './legacy';

@OldLog('app')
export class App {
  @OldLog('size') size = 1;

  @OldLog('run')
  run(@OldLog('count') count: number): number {
    return count;
  }
}
