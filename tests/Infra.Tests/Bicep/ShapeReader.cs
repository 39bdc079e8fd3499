namespace Shaken.Infra.Tests.Bicep;

/// <summary>From a type as it is written to its shape, imports followed.</summary>
public sealed class ShapeReader(Workspace workspace)
{
    public Shape Of(BicepFile file, TypeSyntax type) => type switch
    {
        NamedType named => OfName(file, named),
        ArrayOf list => new ListShape(Of(file, list.Item)),
        Nullable nullable => new MaybeShape(Of(file, nullable.Type)),
        LiteralType literal => new OneOfShape([literal.Value]),
        OneOf several => new OneOfShape([.. several.Types.SelectMany(one => (Of(file, one) as OneOfShape ?? throw new BicepException(one.At, "one of several is a literal")).Values)]),
        ObjectOf members => new ObjectShape(members.Properties.Select(member => KeyValuePair.Create(member.Name, Of(file, member.Type))), members.Others is { } others ? Of(file, others) : null),
        _ => throw new BicepException(type.At, "this type is not known"),
    };

    /// <summary>What a file declares under a name: itself, or the file that it imports it from.</summary>
    public (BicepFile File, Declaration Declaration)? Find(BicepFile file, string name)
    {
        foreach (var declaration in file.Declarations)
        {
            if (declaration is not Import import)
            {
                if (declaration.Name == name && declaration is not Output) return (file, declaration);
            }
            else if (import.Names.Contains(name))
            {
                if (workspace.Find(Workspace.Beside(file, import.Path)) is not { } other) throw new BicepException(import.At, $"there is no file {import.Path}");
                if (other.Declarations.FirstOrDefault(exported => exported.Name == name && exported.Has("export")) is not { } exported) throw new BicepException(import.At, $"{import.Path} exports no {name}");
                return (other, exported);
            }
        }

        return null;
    }

    private Shape OfName(BicepFile file, NamedType type) => type.Name switch
    {
        "string" => Shape.Text,
        "int" => Shape.Number,
        "bool" => Shape.Flag,
        "object" => Shape.AnyObject,
        "array" => Shape.AnyList,
        _ => Find(file, type.Name) is (var home, TypeDeclaration declared) ? Of(home, declared.Type) : throw new BicepException(type.At, $"there is no type {type.Name}"),
    };
}
