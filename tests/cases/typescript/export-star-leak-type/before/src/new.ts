export interface NewOptions {
  size: number;
}
