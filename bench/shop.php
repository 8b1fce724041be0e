<?php
/**
 * A shop as plugins make them, for the bench: products with prices and stock, in categories and with tags; a page with
 * a list of them, sections by category, and settings of its own in options.
 */
declare(strict_types=1);

add_action('init', function (): void {
	register_post_type('product', ['public' => true, 'label' => 'Products', 'has_archive' => false]);
	register_taxonomy('product_cat', 'product', ['public' => true, 'hierarchical' => true]);
	register_taxonomy('product_tag', 'product', ['public' => true]);
});

/** Called once, to fill it. */
function bench_fill_shop(): void {
	foreach (range(1, 12) as $number) {
		wp_insert_term("Category $number", 'product_cat');
		wp_insert_term("Tag $number", 'product_tag');
		add_option("shop_setting_$number", ['value' => $number, 'text' => str_repeat('setting ', 20)], '', false);
	}
	foreach (range(1, 240) as $number) {
		$id = wp_insert_post([
			'post_type' => 'product',
			'post_status' => 'publish',
			'post_title' => "Product $number",
			'post_content' => str_repeat("About product $number. ", 40),
			'post_excerpt' => "The best product $number",
			'meta_input' => ['_price' => $number * 1.5, '_stock' => $number % 7, '_sku' => "SKU-$number", '_color' => 'red', '_weight' => 1.2],
		]);
		wp_set_object_terms($id, ['category-' . ($number % 12 + 1)], 'product_cat');
		wp_set_object_terms($id, ['tag-' . ($number % 12 + 1), 'tag-' . ($number % 5 + 1)], 'product_tag');
	}
	flush_rewrite_rules();
}

function bench_card(WP_Post $product): string {
	$price = get_post_meta($product->ID, '_price', true);
	$stock = (int) get_post_meta($product->ID, '_stock', true) > 0 ? 'In stock' : 'Sold out';
	$terms = array_map(
		static fn(WP_Term $term) => '<a href="' . esc_url(get_term_link($term)) . '">' . esc_html($term->name) . '</a>',
		[...(get_the_terms($product, 'product_cat') ?: []), ...(get_the_terms($product, 'product_tag') ?: [])],
	);
	return '<li><a href="' . esc_url(get_permalink($product)) . '">' . esc_html(get_the_title($product)) . '</a> '
		. number_format((float) $price, 2) . " $stock " . implode(', ', $terms) . '<p>' . esc_html($product->post_excerpt) . '</p></li>';
}

function bench_section(string $title, array $query): string {
	$products = (new WP_Query($query + ['post_type' => 'product', 'post_status' => 'publish', 'no_found_rows' => true]))->posts;
	return "<h2>$title</h2><ul>" . implode('', array_map('bench_card', $products)) . '</ul>';
}

add_shortcode('shop', function (): string {
	$settings = array_map(static fn(int $number) => get_option("shop_setting_$number")['value'] ?? '', range(1, 12));
	$page = '<p>' . implode(' ', $settings) . '</p>';
	$page .= bench_section('All', ['posts_per_page' => 24, 'no_found_rows' => false]);
	$cheap = ['posts_per_page' => 4, 'meta_key' => '_price', 'orderby' => 'meta_value_num', 'order' => 'ASC'];
	$page .= bench_section('Cheapest', $cheap);
	$page .= bench_section('In stock', ['posts_per_page' => 4, 'meta_query' => [['key' => '_stock', 'value' => 0, 'compare' => '>', 'type' => 'NUMERIC']]]);
	foreach (get_terms(['taxonomy' => 'product_cat', 'number' => 8]) as $term) {
		$in = ['tax_query' => [['taxonomy' => 'product_cat', 'terms' => $term->term_id]]];
		$page .= bench_section(esc_html("$term->name ($term->count)"), $in + ['posts_per_page' => 4]);
	}
	return $page . '<p>' . wp_generate_tag_cloud(get_terms(['taxonomy' => 'product_tag'])) . '</p>';
});
