export const three = 3;

export default abstract class OldQueue {
  abstract get(key: string): string;
}
