/**
 * Moves messages from the source list to the consumer's own, and first whatever is left there back:
 * a message that was never done, or that came after its caller had stopped waiting for it.
 * KEYS: source list, own list, sign of life, set of consumers. ARGV: consumer, milliseconds, messages.
 */
export const TAKE = `
redis.call('SET', KEYS[3], 1, 'PX', ARGV[2])
redis.call('SADD', KEYS[4], ARGV[1])
while redis.call('LMOVE', KEYS[2], KEYS[1], 'RIGHT', 'LEFT') do end
local taken = {}
for number = 1, tonumber(ARGV[3]) do
  local body = redis.call('LMOVE', KEYS[1], KEYS[2], 'LEFT', 'RIGHT')
  if not body then break end
  taken[number] = body
end
return taken`;

/**
 * Gives the list of a consumer that shows no sign of life back to the source, in its order.
 * KEYS: source list, its list, its sign of life, set of consumers. ARGV: consumer.
 */
export const TAKE_BACK = `
if redis.call('EXISTS', KEYS[3]) == 1 then return 0 end
local moved = 0
while redis.call('LMOVE', KEYS[2], KEYS[1], 'RIGHT', 'LEFT') do moved = moved + 1 end
redis.call('SREM', KEYS[4], ARGV[1])
return moved`;

/** Gives the consumer's own list back to the source, in its order. KEYS: source list, own list. */
export const GIVE_BACK = `
while redis.call('LMOVE', KEYS[2], KEYS[1], 'RIGHT', 'LEFT') do end`;
