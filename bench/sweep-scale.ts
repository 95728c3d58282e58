/**
 * `node bench/sweep-scale.ts [source users] [target users]` prints what a sweep of pools of that size takes: calls, time
 * at the documented quotas, and the most memory that was in use.
 */
import { simulateSweep } from '#test/functions/sweep-shard/simulate-sweep.ts';

const [source = '1000000', target = '600000'] = process.argv.slice(2);
const report = await simulateSweep({ source: Number(source), target: Number(target) });
console.log(JSON.stringify(report, undefined, 2));
