"""HTML from anywhere, made safe for the page: a short list of tags, no styles, no pictures, harmless links."""

import nh3

TAGS = {
    "a", "b", "blockquote", "br", "caption", "code", "del", "details", "div", "em", "h1", "h2", "h3", "h4", "h5", "h6",
    "hr", "i", "li", "ol", "p", "pre", "s", "small", "span", "strike", "strong", "sub", "summary", "sup", "table",
    "tbody", "td", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "target"}, "ol": {"start"}, "span": {"class"}, "div": {"class"}}
OWN_CLASSES = {"span": {"mention"}, "div": {"head", "fields", "field", "context"}}
UNSEEN = {"mx-reply", "script", "style", "title"}


def safe(html: str) -> str:
    """The same, as far as it is harmless."""
    return nh3.clean(
        html,
        tags=TAGS,
        clean_content_tags=UNSEEN,
        attributes={tag: names - {"class"} for tag, names in ATTRIBUTES.items()},
        allowed_classes=OWN_CLASSES,
        url_schemes={"http", "https", "mailto", "tel"},
        set_tag_attribute_values={"a": {"target": "_blank"}},
        link_rel="noopener noreferrer nofollow",
    )
