/**
 * The natural logarithm from the four basic operations, because the last bits of Math.log differ between browsers.
 * upstream: pkg/scheduler/framework/plugins/podtopologyspread/scoring.go (topologyNormalizingWeight)
 */
const lnTwo = 0.6931471805599453;

/** ln of a number of at least 1: halved into [1, 2), then the series of the inverse hyperbolic tangent. */
export function naturalLogarithm(value: number): number {
  let halvings = 0;
  let rest = value;
  while (rest >= 2) {
    rest /= 2;
    halvings += 1;
  }
  const t = (rest - 1) / (rest + 1);
  let power = t;
  let sum = 0;
  for (let n = 1; n < 40; n += 2) {
    sum += power / n;
    power *= t * t;
  }
  return halvings * lnTwo + 2 * sum;
}
