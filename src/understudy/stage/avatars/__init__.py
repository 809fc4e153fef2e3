"""Who is seen: avatar packs and the engines that move them."""
