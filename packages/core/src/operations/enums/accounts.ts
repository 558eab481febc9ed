import type { Values } from './open-enum.js';

/** Kind of an account. */
export const AccountType = {
  /** Spot account. */
  SPOT: 'SPOT',
} as const;
/** A value of {@link AccountType}. */
export type AccountType = Values<typeof AccountType>;

/** A permission of an account. A symbol lists the permissions that trading it requires. */
export const Permission = {
  /** Spot trading. */
  SPOT: 'SPOT',
  /** Margin trading. */
  MARGIN: 'MARGIN',
  /** Leveraged tokens. */
  LEVERAGED: 'LEVERAGED',
  /** Trading group 2. */
  TRD_GRP_002: 'TRD_GRP_002',
  /** Trading group 3. */
  TRD_GRP_003: 'TRD_GRP_003',
  /** Trading group 4. */
  TRD_GRP_004: 'TRD_GRP_004',
  /** Trading group 5. */
  TRD_GRP_005: 'TRD_GRP_005',
  /** Trading group 6. */
  TRD_GRP_006: 'TRD_GRP_006',
  /** Trading group 7. */
  TRD_GRP_007: 'TRD_GRP_007',
  /** Trading group 8. */
  TRD_GRP_008: 'TRD_GRP_008',
  /** Trading group 9. */
  TRD_GRP_009: 'TRD_GRP_009',
  /** Trading group 10. */
  TRD_GRP_010: 'TRD_GRP_010',
  /** Trading group 11. */
  TRD_GRP_011: 'TRD_GRP_011',
  /** Trading group 12. */
  TRD_GRP_012: 'TRD_GRP_012',
  /** Trading group 13. */
  TRD_GRP_013: 'TRD_GRP_013',
  /** Trading group 14. */
  TRD_GRP_014: 'TRD_GRP_014',
  /** Trading group 15. */
  TRD_GRP_015: 'TRD_GRP_015',
  /** Trading group 16. */
  TRD_GRP_016: 'TRD_GRP_016',
  /** Trading group 17. */
  TRD_GRP_017: 'TRD_GRP_017',
  /** Trading group 18. */
  TRD_GRP_018: 'TRD_GRP_018',
  /** Trading group 19. */
  TRD_GRP_019: 'TRD_GRP_019',
  /** Trading group 20. */
  TRD_GRP_020: 'TRD_GRP_020',
  /** Trading group 21. */
  TRD_GRP_021: 'TRD_GRP_021',
  /** Trading group 22. */
  TRD_GRP_022: 'TRD_GRP_022',
  /** Trading group 23. */
  TRD_GRP_023: 'TRD_GRP_023',
  /** Trading group 24. */
  TRD_GRP_024: 'TRD_GRP_024',
  /** Trading group 25. */
  TRD_GRP_025: 'TRD_GRP_025',
} as const;
/** A value of {@link Permission}. */
export type Permission = Values<typeof Permission>;

/** Kind of an allocation. */
export const AllocationType = {
  /** The fill comes from smart order routing. */
  SOR: 'SOR',
} as const;
/** A value of {@link AllocationType}. */
export type AllocationType = Values<typeof AllocationType>;
