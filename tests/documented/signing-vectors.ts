/** Parameters of a request, the text that is signed for it, and the signature. */
export type SigningVector = {
  readonly name: string;
  /**
   * How the signed text is made from the parameters. `query`: they are encoded as a query string. `socket`: they are
   * sorted by name and joined with `&`. `none`: `payload` is the signed text.
   */
  readonly encoding: 'query' | 'socket' | 'none';
  /** The secret of an HMAC key, or a private key in base64. */
  readonly key: { readonly secret: string } | { readonly pkcs8: string };
  readonly params: Readonly<Record<string, string | number | boolean>>;
  readonly payload: string;
  readonly signature: string;
};

/** The API key in the examples of Binance's documentation. */
export const EXAMPLE_API_KEY = 'vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A';
const HMAC = { secret: 'NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j' };

/** Keys made for these tests. */
const RSA = {
  pkcs8:
    'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC2hhB6e2nr65zoIY7Q8mzqP0Ta7Ozb16X4h3qslZm5SK3gvIo0QEBj94YqmIeTno1sH3zWFOW4h4W6+P1qFZnzINNbUVk2pudfqbm+TAQ/Alcme0KDxhPXi/Qzo1rQhlg9sleezQG9jSj0yQvnRJPQmk48AvtVJRZULf0f3SIajm9ZaZERrJJbGpdMWUuYGSzKGXZm4dk0HJpVy4dGPhrYtI4HGrdEnu65Nx2FFjQ06TJYnBTEnq69x3SLK1nrPgTCjFqDO0BRv+tgfMJlKNI7q5VNuu60xIJPW5S+hT4Pfx4vVHSO7bJiqf9BYMyNM6zAsfaFPoFrx/S29eTJklLPAgMBAAECggEAIj2jQL7/P21reZa2Cpe3+/fTjHhu9M0PS0DrMA4+kOZEDEmCacv16GsKhdoocPaJFFQR4L153PS7jzhfnfOgdl5dmB96K4kDFcyq1jq/fyyKueLctwjFNyX/sWI/SqgxTJ2010shPPSKzuUacQ/J5RPVgmeSy8XR2wfnmP8sgyuME4obvq0cFOXNWCkgdHZLWZmfFhLjyJCLhLrTvJf+T4U2azGWgRKuXcVW2UJNUFob+XPoQLNq5GDokpvRpScAi0ZH234pwMCFdrMoIfluEw1UCoH3Dg/4VOegC2ZtMNE0HNzOqQX0IOR7HXU3xs69F0s6VdtDxseDOCgn0O3o0QKBgQD/py87HAVL/EzCQ1BU7hHPTq5iWeZGh3nbIC+PLhl170GmD6nKDTJQPBcLFGNSEM0rUJTT7BRiumbpOTtsFytYBkYJEr4j1XJblSxYRif0e55r/cX7WGJEyDUFpVy7ly66sI0vxNpRxSTjHCqB8Nzqecxw15sn2LiQe7mGQuux8QKBgQC2xXlpPDEqUpAcGkbIV9PVdmaTqqkD8t973+26iObQdiUQKn9Pi+rbDS4ikKhrK2Yd7JjusGwnmWVK7+XIg/ISxPtoNpzW4NkmaGfVLSPzZ+GetkRlmhm/6NQ6hHohmXchSg7VpLJ/l3qthITxYEl58y8oWdN/rao/RKvCQLGQvwKBgQDb8rpv4GuuNCLV/5PdffVUphziAPZdN7FfFRHV3ZOKI44XkOJDM5dV8Fzi62eH82yRF4Lz0Oi5CCYCAXteQ5DG6p7Wr4lmyvzYTj8Ys0Ms1C44Ot1aoW/qPVVgxiRCQI+zjrHppzMtpq9VtaXcpZ1rHd8GNnkGjy47IDc9i9W8AQKBgEySpVAqkKqblpa/h4IuEajwBv+80zy9R1Y9tfqdmp4hsVt5gocQJqAJgJeopXbo4sqMsnHl5hodESv5H/sHFKc6cd3ya3k3EKMfwMi2NcancgYtdLBghIM7h5bQo95pzlhbD6YAb2w3SYVi7NO3tHDsKoisQYjPeHEzUwZ6Vio/AoGAIUWgdhoHjxXqjrBpwHuG7ol9qy5Tz4DUXqzIC7XKfWQ7bC39qaCp2TQknkd9cvj7qraybF/AIlo5ZSUg44o5oPHgV9PLM7VKtURNDQpl7TPdane87Eb4Xd17vJBl4vTtp/ib9tYVN6EKBcB7CXF6b9MeE0b4mvIcPw9EuBU3aQU=',
};
const ED25519 = { pkcs8: 'MC4CAQAwBQYDK2VwBCIEIFqbBlOmc+kyKDInApbxjzofOiJIv0/suVfr5cH25CfH' };

/** The signatures that Binance's documentation prints. */
export const publishedVectors: readonly SigningVector[] = [
  {
    name: 'POST /api/v3/order, ASCII symbol, HMAC',
    encoding: 'query',
    key: HMAC,
    params: {
      symbol: 'LTCBTC',
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      quantity: '1',
      price: '0.1',
      recvWindow: '5000',
      timestamp: '1499827319559',
    },
    payload:
      'symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559',
    signature: 'c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71',
  },
  {
    name: 'POST /api/v3/order, non-ASCII symbol, HMAC',
    encoding: 'query',
    key: HMAC,
    params: {
      symbol: '１２３４５６',
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      quantity: '1',
      price: '0.1',
      recvWindow: '5000',
      timestamp: '1499827319559',
    },
    payload:
      'symbol=%EF%BC%91%EF%BC%92%EF%BC%93%EF%BC%94%EF%BC%95%EF%BC%96&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559',
    signature: 'e1353ec6b14d888f1164ae9af8228a3dbd508bc82eb867db8ab6046442f33ef3',
  },
  {
    name: 'order.place, ASCII symbol, HMAC',
    encoding: 'socket',
    key: HMAC,
    params: {
      apiKey: EXAMPLE_API_KEY,
      price: '52000.00',
      quantity: '0.01000000',
      recvWindow: '100',
      side: 'SELL',
      symbol: 'BTCUSDT',
      timeInForce: 'GTC',
      timestamp: '1645423376532',
      type: 'LIMIT',
    },
    payload:
      'apiKey=vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A&price=52000.00&quantity=0.01000000&recvWindow=100&side=SELL&symbol=BTCUSDT&timeInForce=GTC&timestamp=1645423376532&type=LIMIT',
    signature: 'aa1b5712c094bc4e57c05a1a5c1fd8d88dcd628338ea863fec7b88e59fe2db24',
  },
  {
    name: 'order.place, non-ASCII symbol, HMAC',
    encoding: 'socket',
    key: HMAC,
    params: {
      apiKey: EXAMPLE_API_KEY,
      price: '0.10000000',
      quantity: '1.00000000',
      recvWindow: '5000',
      side: 'BUY',
      symbol: '１２３４５６',
      timeInForce: 'GTC',
      timestamp: '1645423376532',
      type: 'LIMIT',
    },
    payload:
      'apiKey=vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A&price=0.10000000&quantity=1.00000000&recvWindow=5000&side=BUY&symbol=１２３４５６&timeInForce=GTC&timestamp=1645423376532&type=LIMIT',
    signature: 'b33892ae8e687c939f4468c6268ddd4c40ac1af18ad19a064864c47bae0752cd',
  },
  {
    name: 'FIX logon, Ed25519',
    encoding: 'none',
    key: { pkcs8: 'MC4CAQAwBQYDK2VwBCIEIIJEYWtGBrhACmb9Dvy+qa8WEf0lQOl1s4CLIAB9m89u' },
    params: {},
    payload: 'A\u0001EXAMPLE\u0001SPOT\u00011\u000120240627-11:17:25.223',
    signature: '4MHXelVVcpkdwuLbl6n73HQUXUf1dse2PCgT1DYqW9w8AVZ1RACFGM+5UdlGPrQHrgtS3CvsRURC1oj73j8gCA==',
  },
  {
    name: 'session.logon, HMAC',
    encoding: 'socket',
    key: HMAC,
    params: { apiKey: EXAMPLE_API_KEY, timestamp: 1_649_729_878_532 },
    payload: 'apiKey=vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A&timestamp=1649729878532',
    signature: '1cf54395b336b0a9727ef27d5d98987962bc47aca6e13fe978612d0adee066ed',
  },
  {
    name: 'order.place, HMAC',
    encoding: 'socket',
    key: HMAC,
    params: {
      symbol: 'BTCUSDT',
      side: 'SELL',
      type: 'LIMIT',
      timeInForce: 'GTC',
      price: '23416.10000000',
      quantity: '0.00847000',
      apiKey: EXAMPLE_API_KEY,
      timestamp: 1_660_801_715_431,
    },
    payload:
      'apiKey=vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A&price=23416.10000000&quantity=0.00847000&side=SELL&symbol=BTCUSDT&timeInForce=GTC&timestamp=1660801715431&type=LIMIT',
    signature: '15af09e41c36f3cc61378c2fbe2c33719a03dd5eba8d0f9206fbda44de717c88',
  },
  {
    name: 'order.test, HMAC',
    encoding: 'socket',
    key: HMAC,
    params: {
      symbol: 'BTCUSDT',
      side: 'SELL',
      type: 'LIMIT',
      timeInForce: 'GTC',
      price: '23416.10000000',
      quantity: '0.00847000',
      apiKey: EXAMPLE_API_KEY,
      timestamp: 1_660_801_715_431,
    },
    payload:
      'apiKey=vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A&price=23416.10000000&quantity=0.00847000&side=SELL&symbol=BTCUSDT&timeInForce=GTC&timestamp=1660801715431&type=LIMIT',
    signature: '15af09e41c36f3cc61378c2fbe2c33719a03dd5eba8d0f9206fbda44de717c88',
  },
  {
    name: 'order.cancel, HMAC',
    encoding: 'socket',
    key: HMAC,
    params: {
      symbol: 'BTCUSDT',
      origClientOrderId: '4d96324ff9d44481926157',
      apiKey: EXAMPLE_API_KEY,
      timestamp: 1_660_801_715_830,
    },
    payload:
      'apiKey=vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A&origClientOrderId=4d96324ff9d44481926157&symbol=BTCUSDT&timestamp=1660801715830',
    signature: '33d5b721f278ae17a52f004a82a6f68a70c68e7dd6776ed0be77a455ab855282',
  },
  {
    name: 'order.cancelReplace, HMAC',
    encoding: 'socket',
    key: HMAC,
    params: {
      symbol: 'BTCUSDT',
      cancelReplaceMode: 'ALLOW_FAILURE',
      cancelOrigClientOrderId: '4d96324ff9d44481926157',
      side: 'SELL',
      type: 'LIMIT',
      timeInForce: 'GTC',
      price: '23416.10000000',
      quantity: '0.00847000',
      apiKey: EXAMPLE_API_KEY,
      timestamp: 1_660_813_156_900,
    },
    payload:
      'apiKey=vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A&cancelOrigClientOrderId=4d96324ff9d44481926157&cancelReplaceMode=ALLOW_FAILURE&price=23416.10000000&quantity=0.00847000&side=SELL&symbol=BTCUSDT&timeInForce=GTC&timestamp=1660813156900&type=LIMIT',
    signature: '7028fdc187868754d25e42c37ccfa5ba2bab1d180ad55d4c3a7e2de643943dc5',
  },
  {
    name: 'openOrders.cancelAll, HMAC',
    encoding: 'socket',
    key: HMAC,
    params: { symbol: 'BTCUSDT', apiKey: EXAMPLE_API_KEY, timestamp: 1_660_805_557_200 },
    payload:
      'apiKey=vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A&symbol=BTCUSDT&timestamp=1660805557200',
    signature: '773f01b6e3c2c9e0c1d217bc043ce383c1ddd6f0e25f8d6070f2b66a6ceaf3a5',
  },
  {
    name: 'orderList.place, HMAC',
    encoding: 'socket',
    key: HMAC,
    params: {
      symbol: 'BTCUSDT',
      side: 'SELL',
      price: '23420.00000000',
      quantity: '0.00650000',
      stopPrice: '23410.00000000',
      stopLimitPrice: '23405.00000000',
      stopLimitTimeInForce: 'GTC',
      newOrderRespType: 'RESULT',
      apiKey: EXAMPLE_API_KEY,
      timestamp: 1_660_801_713_767,
    },
    payload:
      'apiKey=vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A&newOrderRespType=RESULT&price=23420.00000000&quantity=0.00650000&side=SELL&stopLimitPrice=23405.00000000&stopLimitTimeInForce=GTC&stopPrice=23410.00000000&symbol=BTCUSDT&timestamp=1660801713767',
    signature: '6689c2a36a639ff3915c2904871709990ab65f3c7a9ff13857558fd350315c35',
  },
  {
    name: 'account.status, HMAC',
    encoding: 'socket',
    key: HMAC,
    params: { apiKey: EXAMPLE_API_KEY, timestamp: 1_660_801_839_480 },
    payload: 'apiKey=vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A&timestamp=1660801839480',
    signature: '83303b4a136ac1371795f465808367242685a9e3a42b22edb4d977d0696eb45c',
  },
  {
    name: 'order.status, HMAC',
    encoding: 'socket',
    key: HMAC,
    params: { symbol: 'BTCUSDT', orderId: 12_569_099_453, apiKey: EXAMPLE_API_KEY, timestamp: 1_660_801_720_951 },
    payload:
      'apiKey=vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A&orderId=12569099453&symbol=BTCUSDT&timestamp=1660801720951',
    signature: '2c3aab5a078ee4ea465ecd95523b77289f61476c2f238ec10c55ea6cb11a6f35',
  },
  {
    name: 'openOrders.status, HMAC',
    encoding: 'socket',
    key: HMAC,
    params: { symbol: 'BTCUSDT', apiKey: EXAMPLE_API_KEY, timestamp: 1_660_813_156_812 },
    payload:
      'apiKey=vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A&symbol=BTCUSDT&timestamp=1660813156812',
    signature: 'd632b3fdb8a81dd44f82c7c901833309dd714fe508772a89b0a35b0ee0c48b89',
  },
  {
    name: 'allOrders, HMAC',
    encoding: 'socket',
    key: HMAC,
    params: {
      symbol: 'BTCUSDT',
      startTime: 1_660_780_800_000,
      endTime: 1_660_867_200_000,
      limit: 5,
      apiKey: EXAMPLE_API_KEY,
      timestamp: 1_661_955_123_341,
    },
    payload:
      'apiKey=vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A&endTime=1660867200000&limit=5&startTime=1660780800000&symbol=BTCUSDT&timestamp=1661955123341',
    signature: 'f50a972ba7fad92842187643f6b930802d4e20bce1ba1e788e856e811577bd42',
  },
  {
    name: 'openOrderLists.status, HMAC',
    encoding: 'socket',
    key: HMAC,
    params: { apiKey: EXAMPLE_API_KEY, timestamp: 1_660_801_713_831 },
    payload: 'apiKey=vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A&timestamp=1660801713831',
    signature: '1bea8b157dd78c3da30359bddcd999e4049749fe50b828e620e12f64e8b433c9',
  },
  {
    name: 'allOrderLists, HMAC',
    encoding: 'socket',
    key: HMAC,
    params: {
      startTime: 1_660_780_800_000,
      endTime: 1_660_867_200_000,
      limit: 5,
      apiKey: EXAMPLE_API_KEY,
      timestamp: 1_661_955_123_341,
    },
    payload:
      'apiKey=vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A&endTime=1660867200000&limit=5&startTime=1660780800000&timestamp=1661955123341',
    signature: 'c8e1484db4a4a02d0e84dfa627eb9b8298f07ebf12fcc4eaf86e4a565b2712c2',
  },
  {
    name: 'myTrades, HMAC',
    encoding: 'socket',
    key: HMAC,
    params: {
      symbol: 'BTCUSDT',
      startTime: 1_660_780_800_000,
      endTime: 1_660_867_200_000,
      apiKey: EXAMPLE_API_KEY,
      timestamp: 1_661_955_125_250,
    },
    payload:
      'apiKey=vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A&endTime=1660867200000&startTime=1660780800000&symbol=BTCUSDT&timestamp=1661955125250',
    signature: 'c5a5ffb79fd4f2e10a92f895d488943a57954edf5933bde3338dfb6ea6d6eefc',
  },
  {
    name: 'account.rateLimits.orders, HMAC',
    encoding: 'socket',
    key: HMAC,
    params: { apiKey: EXAMPLE_API_KEY, timestamp: 1_660_801_839_500 },
    payload: 'apiKey=vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A&timestamp=1660801839500',
    signature: '76289424d6e288f4dc47d167ac824e859dabf78736f4348abbbac848d719eb94',
  },
];

/**
 * Test vectors with RSA and Ed25519 signatures that OpenSSL made. Binance's documentation prints no such signature
 * together with its private key.
 */
export const opensslVectors: readonly SigningVector[] = [
  {
    name: 'POST /api/v3/order, ASCII symbol, RSA',
    encoding: 'query',
    key: RSA,
    params: {
      symbol: 'LTCBTC',
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      quantity: '1',
      price: '0.1',
      recvWindow: '5000',
      timestamp: '1499827319559',
    },
    payload:
      'symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559',
    signature:
      'HpSc1YQKK7ECJg9MvlYdxgKbHB8ftdclO+hYaTQD0MzJLJs9fDSnJ5EI0gCdJiIZwPNtVc98qVE7qwSYvAoAKWnCJ/+EkmHgSYvIqgkflyLizHpg80vDgOZzhS4Fi7oP7h+PF8g2+VrBRtDjFiq3gR0G374OrbwGGCqaEBOc8DxOIeQThbjJqk0ILwlKRlyNwd+x0DiOkWiVmXmmtShf2Tew05fvCVCiRFvCux4EcVXu5qKXSrJgIT90pXrXDwqCp6mMeuVLcM+RqrU+KNM3UMye4gFSGAyg6fRBCuFWwC3KjhnRxmOe5p7l+VrpBE/GT60onHH50U13WOB26Vh0gQ==',
  },
  {
    name: 'POST /api/v3/order, non-ASCII symbol, RSA',
    encoding: 'query',
    key: RSA,
    params: {
      symbol: '１２３４５６',
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      quantity: '1',
      price: '0.1',
      recvWindow: '5000',
      timestamp: '1499827319559',
    },
    payload:
      'symbol=%EF%BC%91%EF%BC%92%EF%BC%93%EF%BC%94%EF%BC%95%EF%BC%96&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559',
    signature:
      'BneinmVJkdWtKIEULa5VRF3F9MXMUfszlzsX98W4z/gpIO2ddf9WopagEFPT1MJV8Maeo6FGDue01HPWYUK0/3CaS4vrdPpKyBsSV+/RZMll+79LOTY6DGfNiSUhyRsrJ4Yiql3QFXOjU9+vxiL+K+AiKKlhn1i30EsskItG5MBNGtmO/rHhvk+n7CjUIWT1udOPNukz8BejbskoJKltH1/1oFDR0AzvK8X3TipVp4PEzYugBOytrIfI5NeF4Gu/9zxxEBPF632WnCnaNvgcoHNZnRyzKLZiBBWGKa7d3h6ZA8tJwQMzhJe7t5Q2ELXDIgsdmTfZ/spghqyB57SUsw==',
  },
  {
    name: 'order.place, ASCII symbol, RSA',
    encoding: 'socket',
    key: RSA,
    params: {
      apiKey: EXAMPLE_API_KEY,
      symbol: 'LTCBTC',
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      quantity: '1',
      price: '0.1',
      recvWindow: 5000,
      timestamp: 1_499_827_319_559,
    },
    payload:
      'apiKey=vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A&price=0.1&quantity=1&recvWindow=5000&side=BUY&symbol=LTCBTC&timeInForce=GTC&timestamp=1499827319559&type=LIMIT',
    signature:
      'Gs5w/YXE3WdOiel8y4VKrZLxKLJk5RbilUvnkpYSNJNH8JSiE2oB4DNYTl0+51RtvWaSbmnPWtLAhWiwM9o3hCMmrWXeooRQXfTCL3QW98gKbWdTZ42AApEQ8fuqu9D7Zm8fJDxv3Llokt7K6PF124RzPRWuHvrmuSwV36DGTBlQcy97GKrc5uEk6bWZ7mK476rdlaEYn+SvV3w4k5cL3giBhnlZd6h2BY8v5lWouxsuSp5FbCQQo8nqbFjH998k0Dn4z6/Q1+Yq7GwVFP8j2H6G55T+ld4Am3jQgAM2t0y7WPKwy4FhCZe5iqdLRksda67+zR7zY0fsjuN8k3P+IQ==',
  },
  {
    name: 'order.place, non-ASCII symbol, RSA',
    encoding: 'socket',
    key: RSA,
    params: {
      apiKey: EXAMPLE_API_KEY,
      symbol: '１２３４５６',
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      quantity: '1',
      price: '0.1',
      recvWindow: 5000,
      timestamp: 1_499_827_319_559,
    },
    payload:
      'apiKey=vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A&price=0.1&quantity=1&recvWindow=5000&side=BUY&symbol=１２３４５６&timeInForce=GTC&timestamp=1499827319559&type=LIMIT',
    signature:
      'qCN0+DZhve+0+LzaWHPF3BHLPdq9pWn5fQdC5HRwTAmZYcN90yc+4YWhMDvrQi9pNiEtY5NPEoyynYoLNCVGdN7L7FT49ShKlIvdDVdA5TIMtH0gOBSI7mTxiccSaotmEdxWsy4oax0YuUmJ93d2Fr/91sFCjKw+rNqeKm1nzWs9Q3X6ftUpl9BRBPDipNvNlVMHavFJrnu1KnhYfzx4upY18GGwT637BSJnj1eHjKQjSM549UwNAM1iXZ9tkBF0d5LKlh8EsTAuGoCC0F3xscUcSoGmXtvjeJ6ZueogeFZPyGBvFlv2MY0eobJiqCl8RrKos7INCuq2oVjyctn32g==',
  },
  {
    name: 'POST /api/v3/order, ASCII symbol, Ed25519',
    encoding: 'query',
    key: ED25519,
    params: {
      symbol: 'LTCBTC',
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      quantity: '1',
      price: '0.1',
      recvWindow: '5000',
      timestamp: '1499827319559',
    },
    payload:
      'symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559',
    signature: 'NEPkXry/VvMMyqWrnX9I3czlD4UOtAr9rMtmLPch4ZYdr7SvuXT9kc8FKyNtxlSVxmFb2+ew1lfzj/VCK8VCCQ==',
  },
  {
    name: 'POST /api/v3/order, non-ASCII symbol, Ed25519',
    encoding: 'query',
    key: ED25519,
    params: {
      symbol: '１２３４５６',
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      quantity: '1',
      price: '0.1',
      recvWindow: '5000',
      timestamp: '1499827319559',
    },
    payload:
      'symbol=%EF%BC%91%EF%BC%92%EF%BC%93%EF%BC%94%EF%BC%95%EF%BC%96&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559',
    signature: 'ZsojhFkuMHRNIWAIdwY8fhvRiyDoDkdexowr10l7pmB1I4C9te7ptGk7O1NjMsvdoyLJtYMUhm9XdqO8iXc1Cg==',
  },
  {
    name: 'order.place, ASCII symbol, Ed25519',
    encoding: 'socket',
    key: ED25519,
    params: {
      apiKey: EXAMPLE_API_KEY,
      symbol: 'LTCBTC',
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      quantity: '1',
      price: '0.1',
      recvWindow: 5000,
      timestamp: 1_499_827_319_559,
    },
    payload:
      'apiKey=vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A&price=0.1&quantity=1&recvWindow=5000&side=BUY&symbol=LTCBTC&timeInForce=GTC&timestamp=1499827319559&type=LIMIT',
    signature: '6JQu3N7ORkBc5SGWgkiUFx7vXpr9Ok3kCjry+/jlJO9JUpBUvWiA+G9+/2zIjDkFDL2pB3OnIWsTPYmg6CCYBg==',
  },
  {
    name: 'order.place, non-ASCII symbol, Ed25519',
    encoding: 'socket',
    key: ED25519,
    params: {
      apiKey: EXAMPLE_API_KEY,
      symbol: '１２３４５６',
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      quantity: '1',
      price: '0.1',
      recvWindow: 5000,
      timestamp: 1_499_827_319_559,
    },
    payload:
      'apiKey=vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A&price=0.1&quantity=1&recvWindow=5000&side=BUY&symbol=１２３４５６&timeInForce=GTC&timestamp=1499827319559&type=LIMIT',
    signature: 'QUVsOAbBBS/aVa64//btLLZRc/uTE6+EoSWIfiuo0zJS2IKjJAlnW+yUj2rXGsjWfVu1ApVuviQBzeZ9h1boBA==',
  },
];
