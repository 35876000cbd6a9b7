INSERT INTO products (sku, name, category, price_cents, stock) VALUES
    ('green-tea-100g',   'Green tea, 100 g',        'tea',     495,  120),
    ('black-tea-100g',   'Black tea, 100 g',        'tea',     445,   80),
    ('white-tea-50g',    'White tea, 50 g',         'tea',    1290,    7),
    ('espresso-250g',    'Espresso, 250 g',         'coffee',  890,   60),
    ('filter-250g',      'Filter coffee, 250 g',    'coffee',  790,   45),
    ('teapot-1l',        'Teapot, 1 l',             'ware',   3490,   12),
    ('coffee-mill',      'Hand mill for coffee',    'ware',   5990,    1);
