export declare const two: number;
