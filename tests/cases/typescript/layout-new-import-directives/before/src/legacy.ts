'use client';

export class OldStore {}

export const store = new OldStore();
