// What WordPress' own object cache does within a request; it is the same with ours, whether or not Redis is there.
add_filter('doing_it_wrong_trigger_error', '__return_false');
$seen = [];
$see = function (string $what, mixed ...$values) use (&$seen): void {
	$seen[$what] = $values;
};
$look = function (mixed $key, string $group = '', bool $force = false): array {
	$found = null;
	$value = wp_cache_get($key, $group, $force, $found);
	return [$value, $found];
};

foreach ([null, false, true, 0, -7, 5, '5', '', 'text', 1.5, [], ['a' => [1, 'b' => null]], "\0\xff binary"] as $index => $value) {
	$see("value $index", wp_cache_set("value $index", $value, 'kinds'), base64_encode(serialize($look("value $index", 'kinds'))));
}
$see('nothing there', $look('absent'), $look('absent', 'other', true));
$see('no group is the default one', wp_cache_set('same', 1), $look('same', 'default'), $look('same', 'other'));
$see('a whole number as key is its text', wp_cache_set(7, 'seven'), $look('7'), wp_cache_set('08', 'x'), $look(8));
$see('colons', wp_cache_set('c', 1, 'a:b'), $look('b:c', 'a'), $look('c', 'a:b'));
foreach ([str_repeat('long ', 200), "new\nline", 'schön ☃', 'a{b}*?[c]', ' padded '] as $index => $key) {
	$see("key $index", wp_cache_set($key, $index, "group $index \r\n"), $look($key, "group $index \r\n"));
}
foreach (['', '  ', null, false, 1.5, ['x']] as $index => $key) {
	$see("bad key $index", wp_cache_set($key, 1), wp_cache_add($key, 1), $look($key), wp_cache_delete($key), wp_cache_incr($key));
}

$see('add', wp_cache_add('new', 1, 'g'), wp_cache_add('new', 2, 'g'), $look('new', 'g'));
$see('add after delete', wp_cache_delete('new', 'g'), wp_cache_delete('new', 'g'), wp_cache_add('new', 3, 'g'), $look('new', 'g'));
$see('replace', wp_cache_replace('none', 1, 'g'), wp_cache_replace('new', 4, 'g'), $look('new', 'g'));
wp_suspend_cache_addition(true);
$see('suspended', wp_cache_add('late', 1), $look('late'), wp_cache_set('late', 2), $look('late'));
wp_suspend_cache_addition(false);

$see('counting', wp_cache_incr('n', 1, 'g'), wp_cache_set('n', 5, 'g'), wp_cache_incr('n', 3, 'g'), wp_cache_decr('n', 1, 'g'));
$see('counting on', wp_cache_decr('n', 100, 'g'), wp_cache_incr('n', '4', 'g'), $look('n', 'g'));
$see('counting text', wp_cache_set('t', '12', 'g'), wp_cache_incr('t', 1, 'g'), wp_cache_set('t', 'x', 'g'), wp_cache_incr('t', 2, 'g'), $look('t', 'g'));

$see('many', wp_cache_set_multiple(['m1' => 1, 'm2' => [2], 3 => 'x'], 'many', 60), wp_cache_get_multiple(['m1', 'm2', 3, 'none'], 'many'));
$see('many added', wp_cache_add_multiple(['m1' => 9, 'm4' => 4], 'many'), wp_cache_get_multiple(['m1', 'm4'], 'many', true));
$see('many deleted', wp_cache_delete_multiple(['m1', 'none'], 'many'), wp_cache_get_multiple(['m1', 'm2'], 'many'));
$see('none of many', wp_cache_get_multiple([], 'many'), wp_cache_set_multiple([], 'many'), wp_cache_delete_multiple([], 'many'));

$object = (object) ['x' => 1, 'inner' => [1]];
wp_cache_set('object', $object, 'g');
$object->x = 2;
$taken = wp_cache_get('object', 'g');
$taken->x = 3;
$see('objects are copies', wp_cache_get('object', 'g')->x, $taken->x, wp_cache_get('object', 'g', true)->x);

wp_cache_set('a', 1, 'flushed');
wp_cache_set('a', 1, 'spared');
$see('a group', wp_cache_flush_group('flushed'), $look('a', 'flushed'), $look('a', 'spared'), wp_cache_add('a', 2, 'flushed'), $look('a', 'flushed'));
wp_cache_add_non_persistent_groups(['mine']);
$see('kept for the request', wp_cache_set('a', 1, 'mine'), $look('a', 'mine'), wp_cache_incr('a', 1, 'mine'), wp_cache_delete('a', 'mine'), $look('a', 'mine'));
$see('all', wp_cache_flush(), $look('a', 'spared'), $look('same'));
$see('supports', array_map('wp_cache_supports', ['add_multiple', 'set_multiple', 'get_multiple', 'delete_multiple', 'flush_runtime', 'flush_group', 'x']));

wp_cache_set_salted('s', ['data'], 'g', ['1', '2']);
$see('salted', wp_cache_get_salted('s', 'g', ['1', '2']), wp_cache_get_salted('s', 'g', '1'), wp_cache_get_multiple_salted(['s', 'none'], 'g', '1:2'));
$changed = wp_cache_get_last_changed('posts');
$see('last changed', $changed === wp_cache_get_last_changed('posts'), wp_cache_set_last_changed('posts') === wp_cache_get_last_changed('posts'));
wp_cache_set('blog', 1, 'g');
wp_cache_switch_to_blog(2);
$see('no network', $look('blog', 'g'));

foreach (['yes' => true, 'no' => false] as $name => $autoload) {
	$option = "behaviour_$name";
	$see("option $name", get_option($option), add_option($option, [1], '', $autoload), add_option($option, [2]), get_option($option));
	$see("changed $name", update_option($option, '2'), update_option($option, '2'), get_option($option), isset(wp_load_alloptions(true)[$option]));
	$see("the other way $name", update_option($option, '3', !$autoload), get_option($option), isset(wp_load_alloptions(true)[$option]));
	$see("deleted $name", delete_option($option), delete_option($option), get_option($option, 'gone'), isset(wp_load_alloptions(true)[$option]));
	$see("again $name", add_option($option, 'back', '', $autoload), get_option($option), delete_option($option));
}
wp_prime_option_caches(['blogname', 'behaviour_none']);
$see('primed', get_options(['behaviour_none']), is_string(get_option('blogname')));

foreach (['transient', 'site_transient'] as $kind) {
	$set = "set_$kind";
	$get = "get_$kind";
	$delete = "delete_$kind";
	$see($kind, $get('t'), $set('t', ['v'], 60), $get('t'), $set('t', 0, 60), $get('t'), $delete('t'), $delete('t'), $get('t'));
	$see("$kind for ever", $set('e', 'x'), $get('e'), $set('e', 'y'), $get('e'), $delete('e'));
}

$post = wp_insert_post(['post_title' => 'One', 'post_status' => 'publish', 'meta_input' => ['m' => 'a']]);
$see('post', get_post($post)->post_title, get_post_meta($post, 'm', true), wp_update_post(['ID' => $post, 'post_title' => 'Two']) === $post, get_post($post)->post_title);
$see('meta', update_post_meta($post, 'm', 'b'), get_post_meta($post, 'm', true), delete_post_meta($post, 'm'), get_post_meta($post, 'm', true));
$term = wp_insert_term('Behaviour', 'category')['term_id'];
wp_set_post_terms($post, [$term], 'category');
$see('terms', wp_get_post_terms($post, 'category', ['fields' => 'names']), get_term($term)->count, count(get_posts(['category' => $term])));
$comment = wp_insert_comment(['comment_post_ID' => $post, 'comment_content' => 'c', 'comment_approved' => 1]);
$see('comments', get_comments_number($post), wp_delete_comment($comment, true), get_comments_number($post), get_comment($comment));
update_user_meta(1, 'm', 1);
$see('user', get_user_meta(1, 'm', true), wp_update_user(['ID' => 1, 'first_name' => 'Anna']), get_userdata(1)->first_name, delete_user_meta(1, 'm'));
$see('gone', wp_delete_post($post, true) !== false, get_post($post), wp_delete_term($term, 'category'), term_exists($term), get_posts(['category' => $term]));

echo json_encode($seen, JSON_THROW_ON_ERROR | JSON_PARTIAL_OUTPUT_ON_ERROR);
