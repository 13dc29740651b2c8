vi.mock('@/x/old');
